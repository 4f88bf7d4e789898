package io.kvasir.service;

import java.util.Optional;

/**
 * What a read shows.
 *
 * @param session the token of the session now that it was shown this, when the read is part of one
 */
public record Shown(Content content, Optional<String> session) {}
