"""Where staff make next year's form: pure operations on a document, and the pages around them."""
