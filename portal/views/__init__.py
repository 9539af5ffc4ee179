"""What reads every app: start page, the grant's page, public pages, the demo's workshop."""
