"""Bytes to text whatever program saved them, and letters that were read in the wrong encoding."""
