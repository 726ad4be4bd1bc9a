"""How many messages an owner's opening message takes."""

# A row takes at most about 700 characters, so a page stays under the platforms' total of about 12,000.
ROWS_A_PAGE = 14


def pages_of_prompt(rows: int) -> int:
    """The first message and those that continue it in its thread."""
    return max(1, -(-rows // ROWS_A_PAGE))
