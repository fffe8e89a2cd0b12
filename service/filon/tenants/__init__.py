"""Whose data it is: tenants, sites, members, sign-in; and the doorplates that find a tenant."""
