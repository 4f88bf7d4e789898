package io.kvasir.engine.port;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.keyspace.Command;
import io.kvasir.core.keyspace.Head;
import io.kvasir.core.keyspace.Ledger;
import io.kvasir.core.keyspace.Remembered;
import io.kvasir.core.keyspace.Revision;
import io.kvasir.core.keyspace.TransactionResult;
import io.kvasir.core.keyspace.Versioned;
import java.util.Optional;

/**
 * The bytes of a shard's commands, results and rows. They lie in logs and on disks, and outlive
 * releases: what one release wrote, later ones read as the same. Equal values have equal bytes.
 * Nothing is read of bytes that are none of these.
 */
public interface KeyspaceFormat {
  /** A command for the log. */
  Bytes encode(Command command);

  /** The same command with the clock of the leader that takes it. */
  Bytes stamped(Bytes command, long wallMillis);

  Optional<Command> decodeCommand(Bytes command);

  /** What the state machine answers a command. */
  Bytes encode(TransactionResult result);

  Optional<TransactionResult> decodeResult(Bytes result);

  Bytes encode(Head head);

  Optional<Head> decodeHead(Bytes row);

  Bytes encode(Versioned versioned);

  Optional<Versioned> decodeVersioned(Bytes row);

  Bytes encode(Remembered remembered);

  /** Without its number. */
  Bytes encode(Revision revision);

  Optional<Revision> decodeRevision(long number, Bytes row);

  Bytes encode(Ledger ledger);

  Optional<Ledger> decodeLedger(Bytes row);

  Optional<Remembered> decodeRemembered(Bytes row);
}
