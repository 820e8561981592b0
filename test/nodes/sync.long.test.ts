// The same tests, thoroughly.
import './sync.test';
