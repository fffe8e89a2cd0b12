"""Filon, a lead CRM for a WordPress agency and its clients."""
