"""What can be wrong with a template."""


class TemplateFault(Exception):
    """The template cannot be used; the text says why and what to do."""
