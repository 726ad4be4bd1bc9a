"""Everything that is stored about a row, a person or a round (`malvakten disclose`)."""
