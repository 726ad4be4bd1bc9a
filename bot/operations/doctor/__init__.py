"""`malvakten doctor`: the checks of an installation, and how their findings are printed."""
