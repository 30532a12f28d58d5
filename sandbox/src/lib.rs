//! Both logistics platforms on loopback.
