"""What is sent about incidents: what follows from the journal, what was tried, and what to do after no clear answer."""
