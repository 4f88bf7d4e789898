package io.kvasir.edge.wire;

import static io.kvasir.edge.wire.ValueCodec.atLeast;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.EwFlag;
import io.kvasir.core.crdt.Expiry;
import io.kvasir.core.crdt.GSet;
import io.kvasir.core.crdt.LwwRegister;
import io.kvasir.core.crdt.MvRegister;
import io.kvasir.core.crdt.OrMap;
import io.kvasir.core.crdt.OrSwot;
import io.kvasir.core.crdt.Parted;
import io.kvasir.core.crdt.PnCounter;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.node.Actor;
import io.kvasir.edge.wire.proto.PeerProto;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The states of keys, and parts of them. */
final class StateCodec {
  private StateCodec() {}

  static PeerProto.State encode(Crdt state) {
    PeerProto.State.Builder target = PeerProto.State.newBuilder();
    switch (state) {
      case LwwRegister register -> target.setRegister(encode(register));
      case OrSwot set -> target.setSet(SetCodec.encode(set));
      case PnCounter counter -> target.setCounter(CounterCodec.encode(counter));
      case MvRegister register -> target.setSiblings(SiblingsCodec.encode(register));
      case EwFlag flag -> target.setFlag(FlagCodec.encode(flag));
      case GSet(OrSwot set) -> target.setGrowSet(SetCodec.encode(set));
      case OrMap map -> target.setMap(MapCodec.encode(map));
    }
    if (!(state instanceof LwwRegister) && !state.expiry().equals(Expiry.NONE)) {
      target.setExpiry(encode(state.expiry()));
    }
    return target.build();
  }

  static Crdt decode(PeerProto.State source) {
    Crdt state = decodeContent(source);
    return source.hasExpiry() ? state.expiring(decode(source.getExpiry())) : state;
  }

  static PeerProto.Expiry encode(Expiry expiry) {
    return PeerProto.Expiry.newBuilder()
        .setStamp(ValueCodec.encode(expiry.stamp()))
        .setActor(expiry.actor().id())
        .setEndMillis(ValueCodec.encodeEnd(expiry.endMillis()))
        .setBegunMillis(expiry.begunMillis())
        .setWrittenMillis(expiry.writtenMillis())
        .build();
  }

  static Expiry decode(PeerProto.Expiry source) {
    return new Expiry(
        ValueCodec.decode(source.getStamp()),
        new Actor(source.getActor()),
        ValueCodec.decodeEnd(source.getEndMillis()),
        atLeast(0, source.getBegunMillis()),
        atLeast(0, source.getWrittenMillis()));
  }

  private static Crdt decodeContent(PeerProto.State source) {
    return switch (source.getStateCase()) {
      case REGISTER -> decode(source.getRegister());
      case SET -> SetCodec.decode(source.getSet());
      case COUNTER -> CounterCodec.decode(source.getCounter());
      case SIBLINGS -> SiblingsCodec.decode(source.getSiblings());
      case FLAG -> FlagCodec.decode(source.getFlag());
      case GROW_SET -> new GSet(SetCodec.decode(source.getGrowSet()));
      case MAP -> MapCodec.decode(source.getMap());
      case STATE_NOT_SET -> throw new IllegalArgumentException("unknown type of state");
    };
  }

  /** A scope travels as the set's members, which are sent anyway, and what lies beyond them. */
  static PeerProto.Slice encode(Slice slice) {
    PeerProto.Slice.Builder target = PeerProto.Slice.newBuilder().setState(encode(slice.state()));
    switch (slice.scope()) {
      case Scope.Whole() -> target.setScoped(false);
      case Scope.Elements(var elements) -> {
        target.setScoped(true);
        elements.stream()
            .filter(element -> !isMember(slice.state(), element))
            .forEach(element -> target.addBeyond(element.value()));
      }
    }
    return target.build();
  }

  private static boolean isMember(Crdt state, Element element) {
    return state instanceof Parted parted && parted.part(element).isPresent();
  }

  static Slice decode(PeerProto.Slice source) {
    Crdt state = decode(source.getState());
    return source.getScoped()
        ? new Slice(state, new Scope.Elements(elements(state, source)))
        : Slice.whole(state);
  }

  private static SortedSet<Element> elements(Crdt state, PeerProto.Slice source) {
    TreeSet<Element> elements = new TreeSet<>();
    if (state instanceof Parted parted) {
      elements.addAll(parted.parts().keySet());
    }
    source.getBeyondList().forEach(element -> elements.add(new Element(element)));
    return elements;
  }

  private static PeerProto.Register encode(LwwRegister register) {
    PeerProto.Register.Builder target =
        PeerProto.Register.newBuilder()
            .setStamp(ValueCodec.encode(register.stamp()))
            .setWriter(register.writer().id())
            .setEndMillis(ValueCodec.encodeEnd(register.endMillis()));
    register.value().ifPresent(value -> target.setValue(ValueCodec.encode(value)));
    return target.build();
  }

  private static LwwRegister decode(PeerProto.Register source) {
    Optional<Value> value =
        source.hasValue() ? Optional.of(ValueCodec.decode(source.getValue())) : Optional.empty();
    return new LwwRegister(
        ValueCodec.decode(source.getStamp()),
        new Actor(source.getWriter()),
        value,
        ValueCodec.decodeEnd(source.getEndMillis()));
  }
}
