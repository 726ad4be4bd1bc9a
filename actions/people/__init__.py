"""Those who answer: their accounts, leave, conversations, and leaving the people file."""
