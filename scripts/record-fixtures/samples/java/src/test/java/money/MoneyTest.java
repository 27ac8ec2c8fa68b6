package money;

import static org.junit.Assert.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import org.junit.Ignore;
import org.junit.Test;

public class MoneyTest {
    @Test
    public void shares() {
        assertEquals(5, Money.share(10, 2));
    }

    @Test
    public void sharesWithRest() {
        assertEquals("10 among <three>", 4, Money.share(10, 3));
    }

    @Test
    public void breaks() {
        throw new IllegalStateException("no till");
    }

    @Test
    public void passesTheSecondTime() throws Exception {
        Path mark = Paths.get("target", "second-time");
        boolean second = Files.exists(mark);
        Files.write(mark, new byte[0]);
        assertEquals(true, second);
    }

    @Test
    @Ignore("the till is closed")
    public void waits() {}
}
