"""How the demonstration's page looks: messages and forms, as HTML or as the cards of Teams, within the templates."""
