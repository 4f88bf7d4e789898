/** The admin interface of Kvasir's nodes, over HTTP. Every call has a deadline. May know: core. */
@NullMarked
package io.kvasir.operator.store;

import org.jspecify.annotations.NullMarked;
