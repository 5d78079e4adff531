"""The bill: usage times prices, split over hours, statements and runs so that the parts are exactly the whole."""
