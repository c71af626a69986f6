"""From signals to estimates: what is believed of how someone feels, acts and relates, as of any instant; all pure."""
