//! Every format of reports, and places in files.
