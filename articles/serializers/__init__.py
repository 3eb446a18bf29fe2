"""Django's own door to imports/formats: what `SERIALIZATION_MODULES` names."""
