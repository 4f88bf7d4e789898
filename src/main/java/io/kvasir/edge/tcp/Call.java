package io.kvasir.edge.tcp;

import io.smallrye.mutiny.Uni;
import java.util.function.Supplier;

/**
 * What a request asks for; it has not begun.
 *
 * @param operation its name in metrics
 * @param reading whether it changes nothing, so that its answer may be withheld
 * @param work checks it and carries it out; throws {@link Rejected} when it cannot be
 */
record Call(String operation, Scope scope, boolean reading, Supplier<Uni<Answer>> work) {}
