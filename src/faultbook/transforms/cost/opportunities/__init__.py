"""Ways to save money: the subjects that rules look at, the rules, and what each would save."""
