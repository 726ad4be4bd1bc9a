"""Tables from lines of cells: the heading found, the rows named, what was filled in or left out said."""
