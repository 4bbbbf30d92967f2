/** The stack's one secret and the keyed hash over it; nothing here draws randomness itself. */
package io.handfast.secret;
