"""OpenRosa 1.0 (https://docs.getodk.org/openrosa), as ODK Collect speaks it: documents and signing in. Pure."""
