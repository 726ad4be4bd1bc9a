"""What is shown in Teams: messages, forms and files as Adaptive Cards in activities. Pure."""
