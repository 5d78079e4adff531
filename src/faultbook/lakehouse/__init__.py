"""Where tables live: Unity Catalog or a folder of Delta tables. The only room that writes."""
