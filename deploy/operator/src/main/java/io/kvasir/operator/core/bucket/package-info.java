/**
 * What is done with a bucket, decided from what the store says of it. Pure. May know: nothing but
 * the JDK.
 */
@NullMarked
package io.kvasir.operator.core.bucket;

import org.jspecify.annotations.NullMarked;
