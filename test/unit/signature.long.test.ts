// The same tests, thoroughly.
import './signature.test';
