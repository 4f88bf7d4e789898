package io.kvasir.core.consensus;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.node.ReplicaId;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** All that an object holds, field by field and as deep as it goes, as text. */
final class DeepState {
  private static final Map<Class<?>, List<Field>> FIELDS = new HashMap<>();

  private DeepState() {}

  static void describe(Object value, StringBuilder text) {
    switch (value) {
      case Optional<?> optional ->
          optional.ifPresentOrElse(held -> describe(held, text), () -> text.append('-'));
      case Iterable<?> values -> {
        text.append('[');
        values.forEach(each -> describe(each, text));
        text.append(']');
      }
      case Map<?, ?> map -> {
        text.append('{');
        map.forEach(
            (key, held) -> {
              describe(key, text);
              describe(held, text);
            });
        text.append('}');
      }
      case ReplicaId replica -> text.append(replica);
      case Bytes bytes -> text.append(bytes.asUtf8()).append(';');
      case RaftConfig _, Rules _, RandomGenerator _ -> {}
      case long[] numbers -> text.append(Arrays.toString(numbers));
      case Number number -> text.append(number).append(' ');
      case Boolean truth -> text.append(truth ? 'y' : 'n');
      case Enum<?> constant -> text.append(constant.name());
      default -> describeFields(value, text);
    }
  }

  private static void describeFields(Object value, StringBuilder text) {
    text.append(value.getClass().getSimpleName(), 0, 3).append('(');
    for (Field field : FIELDS.computeIfAbsent(value.getClass(), DeepState::fieldsOf)) {
      try {
        describe(field.get(value), text);
      } catch (IllegalAccessException closed) {
        throw new AssertionError(closed);
      }
    }
    text.append(')');
  }

  private static List<Field> fieldsOf(Class<?> type) {
    if (!type.getName().startsWith("io.kvasir.")) {
      throw new AssertionError("what is in a " + type + "?");
    }
    List<Field> fields = new ArrayList<>();
    for (Field field : type.getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers())) {
        field.setAccessible(true);
        fields.add(field);
      }
    }
    return fields;
  }
}
