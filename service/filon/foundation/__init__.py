"""What every room stands on: configuration, database, tenancy, transactions, outbox, web, errors."""
