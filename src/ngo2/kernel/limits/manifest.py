from ngo2.lib.personal import declare

declare("limits.Spent", plain={"bucket", "key"})  # keys are salted digests; no address can be read from them
