"""What the programme says: texts, checklists and document rules. Data and its loading, no rules."""
