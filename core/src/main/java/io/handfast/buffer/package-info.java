/** Pooled native memory that packets and streams live in. */
package io.handfast.buffer;
