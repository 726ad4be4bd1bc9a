"""The values of indicators over time, what they say of the plan, and the pages that they were fetched from."""
