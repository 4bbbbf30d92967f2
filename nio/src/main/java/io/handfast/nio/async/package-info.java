/** Asynchronous channels over ordinary ones, each operation on a virtual thread of its own. */
package io.handfast.nio.async;
