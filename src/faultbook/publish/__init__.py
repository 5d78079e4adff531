"""Text made from functions and contracts: the views' SQL, their reference page, the statements that publish them."""
