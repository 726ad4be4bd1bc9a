"""How a row's answers become deviations, and what has become of their actions."""
