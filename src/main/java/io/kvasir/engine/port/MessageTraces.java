package io.kvasir.engine.port;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.node.NodeId;
import java.util.List;

/**
 * Takes traces from node to node: what this thread works for goes along with messages, as marks
 * that only another of its kind understands. Never blocks, never throws. Any thread.
 */
public interface MessageTraces {
  /** Marks nothing, and heeds no marks. */
  MessageTraces NONE =
      new MessageTraces() {
        @Override
        public List<Bytes> sending(NodeId to, PeerMessage message) {
          return List.of();
        }

        @Override
        public void refused(List<Bytes> marks) {}

        @Override
        public void receiving(
            NodeId from, PeerMessage message, List<Bytes> marks, Runnable delivery) {
          delivery.run();
        }
      };

  /** The marks for a message that is about to be sent. */
  List<Bytes> sending(NodeId to, PeerMessage message);

  /** The message that they were for was not sent. */
  void refused(List<Bytes> marks);

  /** Delivers a message for what its marks say. */
  void receiving(NodeId from, PeerMessage message, List<Bytes> marks, Runnable delivery);
}
