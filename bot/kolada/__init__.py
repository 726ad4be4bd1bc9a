"""Kolada, the open database of Swedish municipalities and regions, from which indicators' values are fetched."""
