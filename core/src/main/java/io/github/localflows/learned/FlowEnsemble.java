package io.github.localflows.learned;

import io.github.localflows.nf.FlowBytes;
import io.github.localflows.nf.MaskedAutoregressiveFlow;
import io.github.localflows.phase.Region;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Flows that learned the same density, differing in their seeds, from the same stars or from different parts of them.
 *
 * <p>Holds the flows' native memory: {@link #close} it. {@link #toBytes} and {@link #fromBytes} carry it to another
 * machine, for ND4J's arrays do not survive Spark's serialisation.
 */
public final class FlowEnsemble implements AutoCloseable {
    /** One flow and what is known of it. */
    public record Member(FlowDescription description, MaskedAutoregressiveFlow flow) {
        /** @throws IllegalArgumentException when the description is of a flow of another shape */
        public Member {
            if (!description.shape().equals(flow.shape())) {
                throw new IllegalArgumentException("a description of a flow of " + description.shape()
                        + " and a flow of " + flow.shape() + ": both must be of the same flow");
            }
        }
    }

    private final List<Member> members;

    /**
     * An ensemble, which takes the flows over: closing it closes them.
     *
     * @throws IllegalArgumentException without a member, or when the members differ in feature map, measure, volume or the
     *     number of parts of their stars, for then they were not trained together
     */
    public FlowEnsemble(List<Member> members) {
        if (members.isEmpty()) {
            throw new IllegalArgumentException("an ensemble of no flows: train at least one member");
        }
        FlowDescription first = members.get(0).description();
        for (Member member : members) {
            FlowDescription other = member.description();
            if (!other.sameStars(first)) {
                throw new IllegalArgumentException("members " + first.member() + " and " + other.member()
                        + " of the ensemble differ in feature map, measure, training volume or parts (" + first + "; "
                        + other
                        + "): they were not trained on the same stars. Train them again together.");
            }
        }
        this.members = List.copyOf(members);
    }

    /** The members in their order. */
    public List<Member> members() {
        return members;
    }

    /** Where the training stars of all members lay. */
    public Region volume() {
        return members.get(0).description().volume();
    }

    /** Half the width of the sector about the Sun whose azimuths flows see [rad]; empty where they take stars as axisymmetric. */
    public OptionalDouble azimuth() {
        Optional<CoordinateMap.Bounded> phi =
                members.get(0).description().featureMap().phi();
        return phi.isPresent() ? OptionalDouble.of(phi.get().max()) : OptionalDouble.empty();
    }

    /**
     * Which members are independent of which: those that were trained on the same part of the stars are one group. When
     * all were trained on the same stars each is a group of its own, though what these stars have by chance is common to them.
     *
     * @return of each member the number of its group, from 0 without a gap
     */
    public int[] groups() {
        List<Integer> keys = members.stream()
                .map(Member::description)
                .map(flow -> flow.parts() > 1 ? flow.part() : flow.member())
                .toList();
        List<Integer> distinct = keys.stream().distinct().toList();
        return keys.stream().mapToInt(distinct::indexOf).toArray();
    }

    /** Descriptions and weights of all members as bytes. */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(members.size());
            for (Member member : members) {
                ByteArrayOutputStream part = new ByteArrayOutputStream();
                DescriptionFile.write(part, member.description());
                writePart(out, part.toByteArray());
                writePart(out, FlowBytes.of(member.flow()).packed());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot happen in memory", e);
        }
        return bytes.toByteArray();
    }

    /** @throws IllegalArgumentException when the bytes are not those of {@link #toBytes} */
    public static FlowEnsemble fromBytes(byte[] bytes) {
        List<Member> members = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                FlowDescription description = DescriptionFile.read(new ByteArrayInputStream(readPart(in)));
                members.add(
                        new Member(description, FlowBytes.unpacked(readPart(in)).flow()));
            }
        } catch (IOException | IllegalArgumentException e) {
            members.forEach(member -> member.flow().close());
            throw new IllegalArgumentException("not the bytes of an ensemble of flows: " + e.getMessage(), e);
        }
        return new FlowEnsemble(members);
    }

    @Override
    public void close() {
        members.forEach(member -> member.flow().close());
    }

    private static void writePart(DataOutputStream out, byte[] part) throws IOException {
        out.writeInt(part.length);
        out.write(part);
    }

    private static byte[] readPart(DataInputStream in) throws IOException {
        int length = in.readInt();
        byte[] part = in.readNBytes(Math.max(0, length));
        if (part.length != length) {
            throw new IOException("they end after " + part.length + " bytes of a part of " + length);
        }
        return part;
    }
}
