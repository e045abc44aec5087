"""What every feature stands on: database, tenancy context, time, errors. No Flask request, no words of care."""
