/**
 * HTTP by libraries on the stack, measured.
 *
 * <p>Start at {@link io.handfast.http.HttpRun}, which fetches a URL once or many times in one of
 * four ways and reports when each phase began and ended; {@link io.handfast.http.FileServer} is the
 * other side.
 */
package io.handfast.http;
