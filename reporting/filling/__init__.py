"""An open page of a draft: read, merged with what others have saved, kept. No request in here."""
