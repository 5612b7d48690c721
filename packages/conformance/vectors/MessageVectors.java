import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ApiMessageType;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.RawTaggedField;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;

/**
 * Fills the classes that Kafka generated of its own message definitions with seeded random values, and prints the bytes they
 * write, a line each: `name version base64`, and where a version has tagged fields the same value again with unknown ones
 * among them. Four values of every version: everything there; everything absent; the same, but tagged fields set to what
 * is null or empty; some of each.
 *
 * The argument is what the jars' names begin with; standard input names what is left out: `name version`, a line each.
 */
public final class MessageVectors {
    private static final String[] KINDS = {"all", "none", "null", "some"};
    /** Beyond 2^53 only those that a double holds. */
    private static final long[] LONGS = {
        0, 1, -1, 255, 1L << 31, 1_700_000_000_000L, (1L << 53) - 1, -(1L << 53), Long.MAX_VALUE, Long.MIN_VALUE
    };
    private static final String[] STRINGS = {"", "a", "orders", "__consumer_offsets", "ünïcode ☃ 𝄞", "x".repeat(130)};
    private static final int UNKNOWN_TAG = 100;

    private final Random random;
    private final String kind;
    private final boolean withUnknownTags;
    private int depth;

    private MessageVectors(long seed, String kind, boolean withUnknownTags) {
        this.random = new Random(seed);
        this.kind = kind;
        this.withUnknownTags = withUnknownTags;
    }

    public static void main(String[] arguments) throws Exception {
        Set<String> leftOut = new BufferedReader(new InputStreamReader(System.in)).lines().collect(Collectors.toSet());
        for (Map.Entry<String, Class<?>> message : messagesIn(arguments[0]).entrySet()) {
            Message sample = (Message) newInstance(message.getValue());
            for (short version = sample.lowestSupportedVersion(); version <= highestStable(sample); version++) {
                if (leftOut.contains(message.getKey() + " " + version)) continue;
                for (String kind : KINDS) {
                    System.out.print(vector(message.getKey(), message.getValue(), version, kind) + "\n");
                }
            }
        }
    }

    private static String vector(String name, Class<?> type, short version, String kind) throws Exception {
        Schema schema = ((Schema[]) type.getField("SCHEMAS").get(null))[version];
        StringBuilder line = new StringBuilder(name).append(' ').append(version);
        for (boolean withUnknownTags : new boolean[] {false, true}) {
            if (withUnknownTags && tagsOf(schema) == null) continue;
            long seed = (name + " " + version + " " + kind).hashCode();
            Message message = (Message) new MessageVectors(seed, kind, withUnknownTags).struct(type, schema);
            byte[] bytes = bytesOf(message, version);
            Message read = (Message) newInstance(type);
            read.read(new ByteBufferAccessor(ByteBuffer.wrap(bytes)), version);
            if (!read.equals(message)) throw new IllegalStateException(line + ": Kafka reads something else than it wrote");
            line.append(' ').append(Base64.getEncoder().withoutPadding().encodeToString(bytes));
        }
        return line.toString();
    }

    private static byte[] bytesOf(Message message, short version) {
        ObjectSerializationCache cache = new ObjectSerializationCache();
        ByteBuffer buffer = ByteBuffer.allocate(message.size(cache, version));
        message.write(new ByteBufferAccessor(buffer), cache, version);
        if (buffer.hasRemaining()) throw new IllegalStateException(message + " is shorter than it said");
        return buffer.array();
    }

    /** A last version that may still change is none; its answer is only told by its request. */
    private static short highestStable(Message message) {
        short key = message instanceof ApiMessage ? ((ApiMessage) message).apiKey() : -1;
        boolean isOfApi = key >= 0 && message.getClass().getSimpleName().matches(".*(Request|Response)Data");
        short highest = message.highestSupportedVersion();
        return isOfApi ? (short) Math.min(highest, ApiMessageType.fromApiKey(key).highestSupportedVersion(false)) : highest;
    }

    /** Generated classes by the names of their definitions, of which those of requests and responses lack `Data`. */
    private static Map<String, Class<?>> messagesIn(String prefix) throws IOException, ClassNotFoundException {
        Map<String, Class<?>> found = new TreeMap<>();
        for (String path : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!Path.of(path).getFileName().toString().startsWith(prefix)) continue;
            try (JarFile jar = new JarFile(path)) {
                for (JarEntry entry : jar.stream().toList()) {
                    if (!entry.getName().matches("org/apache/kafka/.*/(message|metadata|generated)/[A-Za-z]+\\.class")) continue;
                    Class<?> type = Class.forName(entry.getName().replace('/', '.').replace(".class", ""));
                    if (!Message.class.isAssignableFrom(type) || type.isInterface()) continue;
                    String name = type.getSimpleName();
                    found.put(name.matches(".*(Request|Response)Data") ? name.replaceAll("Data$", "") : name, type);
                }
            }
        }
        return found;
    }

    private static Object newInstance(Class<?> type) throws ReflectiveOperationException {
        return type.getDeclaredConstructor().newInstance();
    }

    private Object struct(Class<?> type, Schema schema) throws ReflectiveOperationException {
        Object struct = newInstance(type);
        depth++;
        for (BoundField field : schema.fields()) {
            if (!(field.def.type instanceof TaggedFields)) set(struct, field.def.name, field.def.type);
        }
        TaggedFields tags = tagsOf(schema);
        if (tags != null) {
            for (org.apache.kafka.common.protocol.types.Field field : new TreeMap<>(fieldsOf(tags)).values()) {
                if (kind.equals("null") || chooses()) set(struct, field.name, field.type);
            }
            if (withUnknownTags) addUnknownTags((Message) struct);
        }
        depth--;
        return struct;
    }

    /** Nothing random: the values must be those of the message without them. */
    private void addUnknownTags(Message struct) {
        struct.unknownTaggedFields().add(new RawTaggedField(UNKNOWN_TAG, new byte[0]));
        struct.unknownTaggedFields().add(new RawTaggedField(UNKNOWN_TAG + depth * 1000, new byte[] {1, 2, 3}));
    }

    /** By tag. Kafka 3.9 has no method for it. */
    @SuppressWarnings("unchecked")
    private static Map<Integer, org.apache.kafka.common.protocol.types.Field> fieldsOf(TaggedFields tags)
        throws ReflectiveOperationException {
        Field fields = TaggedFields.class.getDeclaredField("fields");
        fields.setAccessible(true);
        return (Map<Integer, org.apache.kafka.common.protocol.types.Field>) fields.get(tags);
    }

    private static TaggedFields tagsOf(Schema schema) {
        return Arrays.stream(schema.fields())
            .filter(field -> field.def.type instanceof TaggedFields)
            .map(field -> (TaggedFields) field.def.type)
            .findFirst()
            .orElse(null);
    }

    private void set(Object struct, String schemaName, Type type) throws ReflectiveOperationException {
        Field field = fieldOf(struct.getClass(), schemaName);
        String setter = "set" + Character.toUpperCase(field.getName().charAt(0)) + field.getName().substring(1);
        Method method = struct.getClass().getMethod(setter, field.getType());
        method.invoke(struct, value(field, type));
    }

    /** Schemas say `topic_data`, classes `topicData`. */
    private static Field fieldOf(Class<?> type, String schemaName) {
        return Arrays.stream(type.getDeclaredFields())
            .filter(field -> !Modifier.isStatic(field.getModifiers()))
            .filter(field -> field.getName().equalsIgnoreCase(schemaName.replace("_", "")))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException(type + " has no field for " + schemaName));
    }

    private Object value(Field field, Type type) throws ReflectiveOperationException {
        if (type.isNullable() && !chooses()) return null;
        if (type.isArray()) return array(field, type.arrayElementType().orElseThrow());
        if (type instanceof Schema schema) return struct(field.getType(), schema);
        return scalar(field.getType(), type, field.getName().endsWith("Hash"));
    }

    private Object array(Field field, Type element) throws ReflectiveOperationException {
        boolean isList = field.getType() == List.class;
        Class<?> elementType = isList
            ? (Class<?>) ((ParameterizedType) field.getGenericType()).getActualTypeArguments()[0]
            : (Class<?>) ((ParameterizedType) field.getType().getGenericSuperclass()).getActualTypeArguments()[0];
        @SuppressWarnings("unchecked")
        Collection<Object> array = isList ? new ArrayList<>() : (Collection<Object>) newInstance(field.getType());
        int length = kind.equals("some") ? random.nextInt(depth < 3 ? 3 : 2) : !kind.equals("all") ? 0 : depth < 2 ? 2 : 1;
        for (int index = 0; index < length; index++) {
            array.add(element instanceof Schema schema ? struct(elementType, schema) : scalar(elementType, element, false));
        }
        return array;
    }

    private Object scalar(Class<?> target, Type type, boolean isHash) throws ReflectiveOperationException {
        String name = type.toString().replaceAll("^(COMPACT_)?(NULLABLE_)?", "");
        switch (name) {
            case "BOOLEAN": return random.nextBoolean();
            case "INT8": return (byte) random.nextInt();
            case "INT16": return (short) random.nextInt();
            case "UINT16": return random.nextInt(1 << 16);
            case "INT32": return random.nextInt();
            case "UINT32": return random.nextInt() & 0xffff_ffffL;
            case "INT64": return isHash ? random.nextLong() : LONGS[random.nextInt(LONGS.length)];
            case "FLOAT64": return random.nextDouble() * 1e9;
            case "UUID": return new Uuid(random.nextLong(), random.nextLong());
            case "STRING": return STRINGS[random.nextInt(isBare() ? 2 : STRINGS.length)];
            case "BYTES", "RECORDS": return bytes(target);
            default: throw new IllegalStateException("a type that is not known: " + type);
        }
    }

    private Object bytes(Class<?> target) throws ReflectiveOperationException {
        byte[] bytes = new byte[isBare() ? 0 : random.nextInt(20)];
        random.nextBytes(bytes);
        if (target == byte[].class) return bytes;
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (target == ByteBuffer.class) return buffer;
        // BaseRecords, which Kafka 4 moved to another package; what is in them does not matter here.
        Class<?> records = Class.forName(target.getName().replace("BaseRecords", "MemoryRecords"));
        return records.getMethod("readableRecords", ByteBuffer.class).invoke(null, buffer);
    }

    private boolean isBare() {
        return kind.equals("none") || kind.equals("null");
    }

    /** Whether something that may be absent is there. */
    private boolean chooses() {
        return kind.equals("all") || (kind.equals("some") && random.nextBoolean());
    }
}
