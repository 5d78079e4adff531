"""Where tables live: Unity Catalog or a folder of Delta tables. The only package that writes them."""
