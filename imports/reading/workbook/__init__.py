"""Excel workbooks: which sheet is meant, and its lines of cells."""
