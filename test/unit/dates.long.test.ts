// The same tests, thoroughly.
import './dates.test';
