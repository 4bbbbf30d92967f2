/** IP: prefixes, path MTU, reassembly and rate limits; no connection and no device. */
package io.handfast.ip;
