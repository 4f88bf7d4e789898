/** The operator: runs Kvasir clusters on Kubernetes. Only this package knows all others. */
@NullMarked
package io.kvasir.operator;

import org.jspecify.annotations.NullMarked;
