"""Corrections laid over what was recognised: records and corrections in, records and fates out."""
